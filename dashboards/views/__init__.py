"""One module per page, found by `dashboards.registry`.

A module with TITLE, ORDER, ROLES and `render` is a page.

The folder is not called `pages`: Streamlit takes a folder of that name beside app.py for its older
kind of app and, on the first visit after a start, runs the module that the address names as a
script of its own (Streamlit 1.67, `_mpa_v1`), which shows a blank page.
"""
