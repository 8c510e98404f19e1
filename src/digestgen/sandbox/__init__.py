"""A loopback Hugging Face, arXiv and LLM in one process: for the demo, the tests and the benchmarks.

Nothing of it is real, and it says so.

    with serve(demo_sandbox()) as world:
        ...  # settings point to world.hf_url, world.arxiv_url, world.arxiv_api_url, world.openai_base_url; model "sandbox"
        world.journal.count("model")

The services are pure functions from call to answer (`hub.py`, `arxivside.py`, `model.py`); `gatekeeper.py` rules on latency,
limits and faults before them; `server.py` is the only module that knows sockets. The papers API and arXiv are rebuilt from
recordings and public descriptions; see each module for what is left out.
"""

from digestgen.sandbox.faults import Faults, Latency, RateLimit, Rule
from digestgen.sandbox.journal import Entry, Journal, ModelCall, start_gaps
from digestgen.sandbox.model import MODEL_NAME
from digestgen.sandbox.papers import DEMO_DAY, SandboxPaper, SandboxSection
from digestgen.sandbox.server import World, serve
from digestgen.sandbox.synthetic import synthetic_day
from digestgen.sandbox.wire import Service
from digestgen.sandbox.world import Sandbox, demo_sandbox

__all__ = [
    "DEMO_DAY",
    "MODEL_NAME",
    "Entry",
    "Faults",
    "Journal",
    "Latency",
    "ModelCall",
    "RateLimit",
    "Rule",
    "Sandbox",
    "SandboxPaper",
    "SandboxSection",
    "Service",
    "World",
    "demo_sandbox",
    "serve",
    "start_gaps",
    "synthetic_day",
]
