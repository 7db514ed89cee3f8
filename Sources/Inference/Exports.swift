@_exported import Design
@_exported import Distributions
@_exported import Groundwork
@_exported import LinearAlgebra
@_exported import Tables
