"""Library → the site: generated pages, parts of pages, navigation, diagrams. Nothing here imports MkDocs; the hooks translate."""
