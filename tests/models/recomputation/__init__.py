"""The 23 measures a second time, from the files as given and without a line of the models.

Polars reads the text, numpy counts working days over the bank holidays of the `holidays` library,
and the rules are written down again from their definitions. What agrees here was understood twice.
No SQL, and nothing of pipelines, belongs here. A subject has a module; `measures` puts them
together into figures.
"""
