"""A synthetic Discourse forum, served over real HTTP, for tests and benchmarks."""
