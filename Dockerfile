# syntax=docker/dockerfile:1
# `atelier run` in a container: docker build -t atelier . && docker run --gpus all -e ATELIER_TOKEN=… -v atelier:/home/atelier/data atelier

FROM python:3.12-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/atelier
WORKDIR /src
# The pins change less often than the code: the heavy layer with PyTorch is built from them alone.
COPY constraints.txt ./
RUN /opt/atelier/bin/pip install --constraint constraints.txt torch torchvision
COPY pyproject.toml README.md LICENSE ./
COPY imaging ./imaging
COPY engine ./engine
COPY storage ./storage
COPY presets ./presets
COPY playground ./playground
COPY bot ./bot
RUN /opt/atelier/bin/pip install --constraint constraints.txt .

FROM python:3.12-slim-bookworm
# Chinese titles on contact sheets and charts need a font that has them.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 atelier \
    && install --directory --owner=atelier --group=atelier /home/atelier/data
COPY --from=build /opt/atelier /opt/atelier
ENV PATH=/opt/atelier/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ATELIER_HOME=/home/atelier/data \
    ATELIER_HEALTH_PORT=8080
USER atelier
WORKDIR /home/atelier
VOLUME /home/atelier/data
# Loading the networks takes a while on a cold start; a dead engine or a lost Telegram shows here.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"ATELIER_HEALTH_PORT\"]}/healthz', timeout=4)"]
# On SIGTERM running paintings go back in line, to be taken up at the next start.
STOPSIGNAL SIGTERM
CMD ["python", "-m", "bot", "run"]
