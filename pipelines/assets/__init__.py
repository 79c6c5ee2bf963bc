"""The asset graph, one module for each part: landing, warehouse, returns, publish and packs."""
