@_exported import DifferenceInDifferences
@_exported import InterruptedTimeSeries
@_exported import Presentation
@_exported import SteppedWedge
