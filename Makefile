# Palomar. “make” alone lists what there is to make.
#
# Works as root, and as a user who may use sudo: only installing packages and running mail programs need root.

INSTANCE ?= instance
DOMAIN   ?= palomar.test
# The first of a new instance's ports, if not 20000.
PORTS    ?=
SWIFT    ?= $(firstword $(shell command -v swift 2> /dev/null) \
              $(wildcard /opt/swift/usr/bin/swift /usr/local/swift/usr/bin/swift $(HOME)/.local/share/swiftly/bin/swift \
              $(addsuffix /.local/share/swiftly/bin/swift,$(addprefix /home/,$(SUDO_USER)))))

as_root  := $(if $(filter 0,$(shell id -u)),,sudo)
language := $(if $(filter es%,$(firstword $(LC_ALL) $(LC_MESSAGES) $(LANG))),2,1)
scripts  := .ci/run $(shell grep -lsI '^\#!/bin/sh' packaging/* Benchmarks/* Benchmarks/*/*)
# The two programs of the release, and nothing that only tests need. They carry the Swift runtime with them: the
# control plane's user need not be able to read the toolchain.
release  := for program in palomar palomar-agent; do \
              $(SWIFT) build -c release --static-swift-stdlib --product $$program || exit 1; done

.DEFAULT_GOAL := help
.PHONY: help run stop test check bench man clean toolchain

help: ## This list | Esta lista
	@awk -F ' *(##|\\|) *' '/^[a-z]+:.* ## / { sub(/:.*/, "", $$1); printf "make %-7s %s\n", $$1, $$($(language) + 1) }' Makefile

run: toolchain ## Install what is missing, build, start a mail service and send a message through it | Instala lo que falte, compila, arranca un servicio de correo y envía un mensaje por él
	@packaging/check-place $(INSTANCE)
	@packaging/install-dependencies build run
	@echo 'Building the release (minutes the first time, seconds after that)…'
	@$(release)
	@$(as_root) .build/release/palomar up --dir $(INSTANCE) --domain $(DOMAIN) $(addprefix --port-base ,$(PORTS)) --sample-users

stop: ## Stop exactly what “make run” started | Para exactamente lo que arrancó «make run»
	@[ ! -x .build/release/palomar ] || $(as_root) .build/release/palomar down --dir $(INSTANCE)

# One test at a time: two cores carry whole mail services meanwhile, and programs have time limits.
test: toolchain ## Install what is missing and pass all tests | Instala lo que falte y pasa todas las pruebas
	@packaging/install-dependencies
	@packaging/install-test-tools
	@echo 'Building the tests (minutes the first time, seconds after that)…'
	@$(SWIFT) build --build-tests
	@$(as_root) env $$([ -t 2 ] || echo NO_COLOR=1) .build/debug/palomarPackageTests.xctest --testing-library swift-testing --no-parallel $(TESTFLAGS)

check: toolchain ## Check the style of sources and scripts | Comprueba el estilo de fuentes y guiones
	@echo 'Checking the style of the sources…'
	@$(SWIFT) format lint --strict --parallel --recursive Package.swift $(wildcard Sources Tests Benchmarks)
	@for script in $(scripts); do sh -n $$script || exit 1; done
	@! command -v shellcheck > /dev/null || shellcheck $(scripts)
	@echo 'Style is right.'

bench: toolchain ## Measure; docs/performance.md says what the figures mean | Mide; docs/performance.md explica las cifras
	@packaging/install-dependencies
	@$(release)
	@for benchmark in Benchmarks/*/run; do echo "== $$benchmark"; $(as_root) env SWIFT='$(SWIFT)' $$benchmark || exit 1; done

man: toolchain ## Write the manual page, English and Spanish: man -M .build/man palomar | Escribe la página de manual, en inglés y español: man -M .build/man palomar
	@$(release)
	@mkdir -p .build/man/man1 .build/man/es/man1
	@LC_ALL=C.UTF-8 .build/release/palomar manual > .build/man/man1/palomar.1
	@LC_ALL=es_ES.UTF-8 .build/release/palomar manual > .build/man/es/man1/palomar.1
	@echo 'man -M .build/man palomar'

clean: ## Remove what was built; an instance and its mail stay | Borra lo compilado; la instancia y su correo quedan
	@rm -rf .build

toolchain:
	@[ -n '$(SWIFT)' ] || { echo 'Palomar needs the Swift 6.3 toolchain: install it from https://www.swift.org/install/linux,' \
	  'or name it: make $(MAKECMDGOALS) SWIFT=/path/to/swift' >&2; exit 1; }
