"""One module per page. A module with TITLE, ORDER, ROLES and `render` is a page; nothing has to be registered elsewhere."""
