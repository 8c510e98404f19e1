"""Approved drafts to what readers see. Fail closed, twice is the same as once."""

from digestgen.publish.pages import Published, approve_unattended, digest_of, publish_day

__all__ = ["Published", "approve_unattended", "digest_of", "publish_day"]
