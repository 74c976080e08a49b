"""What programs read of the site: Markdown, lists of pages, structured data, a feed, pictures for shared links."""
