@_exported import DifferenceInDifferences
@_exported import InterruptedTimeSeries
@_exported import SteppedWedge
