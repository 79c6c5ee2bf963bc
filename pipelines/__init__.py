"""From case data to published figures: connectors, the asset graph, publishing and the command.

Statutory returns live in `returns/`, measures in `dbt_project/`, pages in `dashboards/`.
"""
