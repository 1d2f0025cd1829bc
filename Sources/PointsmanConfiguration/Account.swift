import Glibc

/// The user that a program runs as, as far as an instance's folders depend on it.
package struct Account: Sendable {
    package let isRoot: Bool
    /// Whether the user may write to a folder; false if it does not exist.
    let mayWrite: @Sendable (_ folder: String) -> Bool
    /// Whether an agent may be asked in a runtime directory.
    let hasAgent: @Sendable (_ runtimeDirectory: String) -> Bool
    /// The folder that login managers make for the user's sockets (pam_systemd(8)).
    let loginFolder: String

    package init(
        isRoot: Bool, loginFolder: String = "/run/user/0",
        mayWrite: @escaping @Sendable (_ folder: String) -> Bool = { _ in false },
        hasAgent: @escaping @Sendable (_ runtimeDirectory: String) -> Bool = { _ in false }
    ) {
        self.isRoot = isRoot
        self.loginFolder = loginFolder
        self.mayWrite = mayWrite
        self.hasAgent = hasAgent
    }

    /// The superuser, who has the machine's own folders.
    package static let root = Account(isRoot: true)

    /// This process's user, as one who runs an agent.
    package static var agent: Account {
        Account(isRoot: geteuid() == 0, loginFolder: "/run/user/\(geteuid())", mayWrite: isWritable)
    }

    /// This process's user, as one who asks an agent, perhaps another user's.
    package static var asking: Account {
        Account(
            isRoot: geteuid() == 0, loginFolder: "/run/user/\(geteuid())", mayWrite: isWritable,
            hasAgent: { access("\($0)/\(Configuration.controlSocketName)", F_OK) == 0 })
    }

    private static let isWritable: @Sendable (String) -> Bool = { access($0, W_OK | X_OK) == 0 }
}
