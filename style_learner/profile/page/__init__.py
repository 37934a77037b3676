"""The profile as one page to look at: habits, libraries, what LAMP was worth.

``page``     the document, from its template
``habits``   the cards of habits
``plots``    figures as inline SVG
``page.html``, ``page.css``, ``page.js``   the template, and what is laid into it
"""
