print("cutlog")
