lock:  ## recompute the locked requirements (no registry address is written)
	uv pip compile --universal --generate-hashes --no-header --no-annotate -q pyproject.toml --group build -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --no-annotate -q pyproject.toml --group dev -o requirements-dev.lock
