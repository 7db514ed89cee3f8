@_exported import DifferenceInDifferences
@_exported import Presentation
