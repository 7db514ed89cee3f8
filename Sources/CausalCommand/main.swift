print("causal")
