import MailModel

extension MailSystem {
  /// The configuration files of this system on `host`, for the versions that are installed there.
  package func rendered(on host: HostFacts) throws(Fault) -> ConfigSet {
    ConfigSet([])
  }
}
