"""From the build file to what people read: disclosure control, the published files, and the pointer that names them."""
