"""Golden outputs: numbers of many cases as they were when somebody last looked at them.

They say that a number moved, not that it is right: what is right is tested against other engines, published tables and conservation laws.
``python -m tests.golden`` writes them anew; a commit that does so tells in its body which numbers moved and why.
"""
