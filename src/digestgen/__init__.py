"""digestgen: a daily digest of the papers that Hugging Face readers vote up.

Nothing is imported here, so that `import digestgen.cli` and the PDF worker start fast.
"""

__version__ = "0.1.0"
