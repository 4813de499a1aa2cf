// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: strict, warnings are errors, and tests beside it when `tests` says so.
@MainActor
func target(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

@MainActor
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

@MainActor
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], goldens: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies + ["TestSupport"],
    exclude: goldens, swiftSettings: settings)
}

/// A C library of Debian's; its linker flag stands in the module map.
func library(_ name: String, _ package: String) -> Target {
  .systemLibrary(name: name, providers: [.apt([package])])
}

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let http: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let sqlite: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")

let package = Package(
  name: "palomar",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    library("CCrypt", "libcrypt-dev"),
    library("CIDN2", "libidn2-dev"),
    library("CLDAP", "libldap-dev"),
    library("CLinux", "libc6-dev"),
    library("CPostgreSQL", "libpq-dev"),
    library("CSodium", "libsodium-dev"),
    library("CUnbound", "libunbound-dev"),
    library("CZlib", "zlib1g-dev"),
    library("CZstd", "libzstd-dev"),
    library("CZxcvbn", "libzxcvbn-dev"),

    target("MailModel", ["CIDN2"]),
    target("Processes", ["CLinux"]),
    target("MailFormats", ["MailModel"]),
    target("MailConfig", ["MailModel"]),
    target("AgentProtocol", ["MailModel"]),
    target("Store", ["MailModel", "CPostgreSQL", sqlite, logging]),
    target("Kernel", ["Store", "AgentProtocol", "CSodium", crypto, logging, lifecycle]),
    target(
      "Surface",
      [
        "Kernel", "Adapters", hummingbird, hummingbirdCore, hummingbirdTLS, mustache, http, arguments, crypto,
        lifecycle,
        logging, nio, nioPosix, nioTLS, yams,
      ]),
    target(
      "Adapters",
      ["Kernel", "MailFormats", "CLDAP", "CUnbound", "CZlib", "CZstd", http, nio, nioPosix, nioTLS, logging]),

    target("Deployment", ["Surface", "MailConfig", "MailFormats", yams]),
    target("Monitoring", ["Surface", "MailFormats", logging, lifecycle]),
    target("Accounts", ["Surface", "MailFormats", "CCrypt", "CZxcvbn", crypto, jwt, sqlite]),
    target("Audit", ["Surface", "MailFormats"]),

    program("palomar", ["Deployment", "Monitoring", "Accounts", "Audit", "Adapters", "Processes", subprocess]),
    target(
      "Agent",
      [
        "AgentProtocol", "MailConfig", "Processes", "CLinux", nio, nioPosix, x509, crypto, cryptoExtras, subprocess,
        logging, unixSignals,
      ]),
    program("palomar-agent", ["Agent", arguments, logging]),

    tests("MailModel", ["MailModel"]),
    tests("Kernel", ["Kernel"]),
    tests("Accounts", ["Accounts", "Adapters", hummingbird, hummingbirdTesting, sqlite]),
    tests("Surface", ["Surface", hummingbird, hummingbirdTesting, nioEmbedded]),

    target(
      "TestSupport",
      [
        "Kernel", "Surface", "Adapters", "CPostgreSQL", "CLinux", nio, nioPosix, nioTLS, x509, crypto, subprocess,
      ]),

    tests(
      "EndToEnd",
      [
        "Adapters", "MailFormats", "Accounts", "Audit", http, nio, nioPosix, "Deployment", "Monitoring", "palomar",
        "palomar-agent",
      ]),
    tests("Product", ["palomar", "Accounts", "Monitoring", hummingbird, hummingbirdTesting, logging]),
    tests("Agent", ["Agent"]),
    tests("Store", ["Store"]),
    tests("Deployment", ["Deployment", "Accounts", "Audit"]),
    .testTarget(name: "ArchitectureTests", swiftSettings: settings),
    tests("MailConfig", ["MailConfig"], goldens: ["Goldens"]),
    tests("Adapters", ["Adapters"]),
    tests("Audit", ["Audit"]),
    tests("Monitoring", ["Monitoring", "MailFormats", logging]),
    tests("MailFormats", ["MailFormats"], goldens: ["Logs/Fixtures"]),
  ],
  swiftLanguageModes: [.v6]
)
