import Glibc

/// The privileges of the agent under test.
package enum AgentPrivileges: String, Sendable, CaseIterable {
    /// As in the default deployment (deploy/systemd): an ordinary user, PgBouncer's own, without any capability.
    case none
    /// Root, with PgBouncer as `postgres`, if root runs the lab.
    case root
}

extension AgentPrivileges {
    /// The words before the agent's command line.
    var prefix: [String] { self == .none ? ServerUser.prefix : [] }

    /// Gives the file or folder to the agent.
    func own(_ path: String) throws(LabError) {
        if self == .none { try ServerUser.own(path) }
    }

    /// Throws if these privileges are not available here, or don't suffice to work in `folder`.
    func check(folder: String) throws(LabError) {
        switch self {
        case .root:
            if getuid() != 0 { throw LabError("--privileges root: the lab is not run by root") }
        case .none:
            guard let closed = ServerUser.closedFolder(above: "\(folder)/agent") else { return }
            throw LabError(
                "the agent runs as postgres, who may not enter \(closed): choose another --folder, or --privileges root"
            )
        }
    }

    /// The path at which the agent can start `program`: its own, or that of copies of the program and its guard in
    /// `folder` if the agent's account can't reach it, as in root's home.
    func reachable(_ program: String, in folder: String) throws(LabError) -> String {
        guard self == .none, ServerUser.closedFolder(above: program) != nil, let cut = program.lastIndex(of: "/")
        else { return program }
        try Folder.make("\(folder)/bin")
        for name in [program[program.index(after: cut)...], "pointsman-guard"] {
            let source = "\(program[..<cut])/\(name)"
            if TextFile.exists(source) { try Self.copy(source, to: "\(folder)/bin/\(name)") }
        }
        return "\(folder)/bin\(program[cut...])"
    }

    private static func copy(_ source: String, to target: String) throws(LabError) {
        let from = open(source, O_RDONLY | O_CLOEXEC)
        // A running program can't be overwritten.
        unlink(target)
        let to = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o755)
        defer {
            close(from)
            close(to)
        }
        var count = 1
        while count > 0 { count = sendfile(to, from, nil, 1 << 24) }
        guard from >= 0, to >= 0, count == 0 else {
            throw LabError("\(source) can't be copied to \(target): \(String(cString: strerror(errno)))")
        }
    }
}
