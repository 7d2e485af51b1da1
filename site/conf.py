"""How Sphinx makes the pages; `python -m tools.site` lays out what it reads."""

project = "Backpropagation is just the chain rule"
author = "The authors of Backpropagation is just the chain rule"
copyright = "the authors; text and figures CC BY 4.0, code BSD 3-Clause"
language = "en"

extensions = ["myst_nb", "sphinx.ext.mathjax"]
exclude_patterns = ["_static", "jupyter_execute"]
html_theme = "pydata_sphinx_theme"
html_title = project
html_static_path = ["_static"]
html_favicon = "_static/icon.svg"
html_sidebars = {"figures/*": [], "instructors": [], "index": []}
html_context = {"default_mode": "auto"}
html_use_index = False
html_css_files = ["course.css"]
html_js_files = ["course.js"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options = {
    "logo": {"text": "Just the chain rule"},
    "navbar_end": ["theme-switcher"],
    "show_toc_level": 1,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": {"*": ["page-toc"], "index": [], "figures/*": []},
}

nb_execution_mode = "off"  # pages show what the notebooks store
nb_code_prompt_show = nb_code_prompt_hide = "The imports"
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 2
# Questions and hints are HTML: their formulas, between dollar signs, are MathJax's to find.
myst_update_mathjax = False
mathjax_path = "mathjax/tex-chtml.js"
mathjax3_config = {
    "tex": {"inlineMath": [["$", "$"], [r"\(", r"\)"]]},
    "options": {"enableMenu": False},  # it would ask for files that are not here
}
