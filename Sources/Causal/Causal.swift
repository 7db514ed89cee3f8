@_exported import Decisions
@_exported import Aggregates
@_exported import DifferenceInDifferences
@_exported import InterruptedTimeSeries
@_exported import Presentation
@_exported import WorkSystems
@_exported import SteppedWedge
