# The bases are arguments: a registry of one's own, or what the tests make on a machine without one.
ARG BUILD_IMAGE=docker.io/library/node:24-trixie-slim
ARG RUN_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot

FROM ${BUILD_IMAGE} AS install
WORKDIR /src
COPY package.json package-lock.json ./
# No package gets to run its own scripts: what is built here needs none of them.
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM install AS build
COPY . .
RUN node build/build.ts && node build/image.ts /out && mkdir /cache

FROM ${RUN_IMAGE}
COPY --from=build /out/ /
# The cache belongs to the user that fills it: so it is filled by the one that will run.
COPY --from=build --chown=65532:65532 /cache/ /app/cache/
# One arena: each of the many threads that unpack and ask files would have memory of its own, 3 to 8 MB in all.
ENV NODE_ENV=production \
    MALLOC_ARENA_MAX=1 \
    NODE_COMPILE_CACHE=/app/cache \
    PATH=/app/bin:/nodejs/bin:/usr/local/bin:/usr/bin:/bin
# Numbers, so that a cluster can see that this is not root. Any other user works too.
USER 65532:65532
WORKDIR /tmp
RUN ["/nodejs/bin/node", "/app/warm/warm.cjs"]
ENTRYPOINT ["/app/bin/kavmon"]
# Last: a new revision makes none of the layers anew.
ARG RUN_IMAGE
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="kavmon" \
      org.opencontainers.image.description="One-shot availability monitor for Kubernetes" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="${RUN_IMAGE}"
