@_exported import Regression
