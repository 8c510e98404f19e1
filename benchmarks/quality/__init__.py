"""What the checks find and what they wrongly hold: measured, with intervals, by `python benchmarks/quality/run.py`.

Defect detection, never faithfulness: planted and real defects are counted, not whether a summary is true.
"""
