@_exported import Decisions
@_exported import DifferenceInDifferences
@_exported import InterruptedTimeSeries
@_exported import Presentation
@_exported import SteppedWedge
@_exported import WorkSystems
