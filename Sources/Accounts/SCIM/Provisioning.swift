import Surface

/// Accounts that another system keeps: it makes, changes and removes them over SCIM 2.0.
package let provisioning = Capability(
  "provisioning", commands: [SCIMCommand.self], protocols: [SCIMService.spoken])
