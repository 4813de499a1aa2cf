import ArgumentParser

/// Why somebody asks: for the journal, and for whoever it touches.
package struct ReasonOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      spoken(
        en: "Why, for the journal and the mailbox's owner. Default: $PALOMAR_REASON.",
        es: "Por qué, para el diario y el dueño del buzón. Por omisión: $PALOMAR_REASON.")))
  package var reason: String?

  package init() {}
}
