"""From the build file to what people read.

Disclosure control, the published files, and the pointer that names them.
"""
