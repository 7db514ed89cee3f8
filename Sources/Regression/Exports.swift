@_exported import Inference
