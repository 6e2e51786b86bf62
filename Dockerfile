# docs/operations.md, "In production", says how to build, configure and run it. Bases are named by version; whoever wants
# the very same bytes again pins their digests.
ARG NODE=24.21.0

FROM node:${NODE}-trixie-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# No package runs a script of its own here: what they would fetch or compile is not needed to build.
RUN ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
COPY . .
RUN ["node", "--disable-warning=ExperimentalWarning", "scripts/develop/assemble.ts", "/mooring"]

# The C library, certificates of authorities and time zones; no shell, no package manager. Node comes with the tree.
FROM gcr.io/distroless/cc-debian13:nonroot
LABEL org.opencontainers.image.title="Mooring" org.opencontainers.image.licenses="MIT"
WORKDIR /mooring
COPY --from=build /mooring /mooring
# Whoever forgets a setting must read its name, and not meet the simulator's defaults.
ENV NODE_ENV=production QONTO_ENVIRONMENT=production PORT=3000 MOORING_NOTICE_SECONDS=5
USER 65532:65532
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["/mooring/node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and hears SIGTERM itself. `docker run IMAGE scripts/migrate.ts` runs another command.
ENTRYPOINT ["/mooring/node", "--disable-warning=DEP0169"]
CMD ["server/main.ts"]
