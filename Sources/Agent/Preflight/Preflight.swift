import AgentProtocol
import MailConfig
import MailModel

/// Looks for what would stop an instance half-way, before anything is started. Changes nothing.
package struct Preflight: Sendable {
  let layout: Layout
  /// The ports that a new instance would take; those of a running one are its own.
  let ports: Ports?
  var surroundings = Surroundings.live

  /// Rspamd alone takes a third of it.
  static let wantedMemory = ByteCount.megabytes(1024)
  static let leastMemory = ByteCount.megabytes(400)
  static let leastDisk = ByteCount.megabytes(500)

  package init(layout: Layout, ports: Ports?) {
    self.layout = layout
    self.ports = ports
  }

  package func report() -> PreflightReport {
    let instance = self.instance
    let runs = surroundings.answers(layout.agentSocket)
    let fresh = runs || !surroundings.orphans(layout).isEmpty ? [] : memory + busyPorts
    return PreflightReport(findings: root + missing + place + disk + reach + fresh + instance)
  }

  private var root: [PreflightFinding] {
    guard !surroundings.isRoot() else { return [] }
    return [
      PreflightFinding(
        .root, .refusal,
        Text(
          en: "a mail service needs root: Postfix and Dovecot change users",
          es: "un servicio de correo necesita root: Postfix y Dovecot cambian de usuario"),
        remedy: Text(en: "run it with sudo", es: "ejecútelo con sudo"))
    ]
  }

  private var missing: [PreflightFinding] {
    let packages = surroundings.missingPackages()
    guard !packages.isEmpty else { return [] }
    let list = packages.joined(separator: " ")
    return [
      PreflightFinding(
        .programs, .refusal, Text(en: "packages are missing: \(list)", es: "faltan paquetes: \(list)"),
        remedy: Text(verbatim: "apt-get install --no-install-recommends \(list)"))
    ]
  }

  private var memory: [PreflightFinding] {
    guard let available = surroundings.availableMemory(), available < Preflight.wantedMemory.bytes else { return [] }
    let words = "\(available >> 20) MiB"
    return [
      PreflightFinding(
        .memory, available < Preflight.leastMemory.bytes ? .refusal : .warning,
        Text(en: "only \(words) of memory are available", es: "solo hay \(words) de memoria disponibles"),
        remedy: Text(en: "1 GiB is enough: stop other programs", es: "basta con 1 GiB: detenga otros programas"))
    ]
  }

  private var disk: [PreflightFinding] {
    guard let free = surroundings.freeDisk(layout.root), free < Preflight.leastDisk.bytes else { return [] }
    return [
      PreflightFinding(
        .disk, .refusal,
        Text(
          en: "only \(free >> 20) MiB are free at \(layout.root)",
          es: "solo hay \(free >> 20) MiB libres en \(layout.root)"),
        remedy: Text(en: "500 MB are enough to begin with", es: "para empezar bastan 500 MB"))
    ]
  }

  private var place: [PreflightFinding] {
    do throws(Fault) {
      try layout.requireWritablePaths()
    } catch {
      return [finding(.path, error)]
    }
    return OwnedDirectory.refusal(of: surroundings.directory(layout.root), layout.root).map {
      [finding(.directory, $0)]
    } ?? []
  }

  /// Redis, Rspamd, Postfix and the control plane run as users of their own.
  private var reach: [PreflightFinding] {
    guard let path = surroundings.closedDirectory(layout.root) else { return [] }
    return [
      PreflightFinding(
        .reach, .refusal,
        Text(
          en: "the mail programs' users cannot enter \(path)",
          es: "los usuarios de los programas de correo no pueden entrar en \(path)"),
        remedy: Text(
          en: "chmod o+x \(path), or use a place like /srv", es: "chmod o+x \(path), o use un lugar como /srv"))
    ]
  }

  private var busyPorts: [PreflightFinding] {
    let ports = self.ports?.named.map(\.port) ?? []
    return ports.compactMap(surroundings.portRefusal).map { finding(.ports, $0) }
  }

  private var instance: [PreflightFinding] {
    if surroundings.answers(layout.agentSocket) {
      return [
        PreflightFinding(
          .instance, .note,
          Text(en: "this instance is running already", es: "esta instancia ya está en marcha"))
      ]
    }
    let orphans = surroundings.orphans(layout).joined(separator: ", ")
    guard !orphans.isEmpty else { return [] }
    return [
      PreflightFinding(
        .instance, .note,
        Text(
          en: "still running without their agent, and taken over: \(orphans)",
          es: "siguen en marcha sin su agente y se retoman: \(orphans)"))
    ]
  }

  private func finding(_ check: PreflightFinding.Check, _ fault: Fault) -> PreflightFinding {
    PreflightFinding(check, .refusal, fault.message, remedy: fault.hint)
  }
}

extension PreflightReport {
  /// The first of what stands in the way.
  package var refusal: Fault? {
    findings.first { $0.severity == .refusal }.map { Fault(.unavailable, $0.message, hint: $0.remedy) }
  }
}
