"""What people see: the Streamlit pages and the quarterly pack.

Reads published files only, never the build.
"""
