import Glibc

/// What the agent under test may do on its machine.
package enum AgentPrivileges: String, Sendable, CaseIterable {
    /// The default deployment's (deploy/systemd): an ordinary user, PgBouncer's own, without any capability.
    case none
    /// Root, with PgBouncer as `postgres`: where root runs the lab.
    case root
}

extension AgentPrivileges {
    /// What stands before the agent's command line.
    var prefix: [String] { self == .none ? ServerUser.prefix : [] }

    /// Gives the file or folder to the agent.
    func own(_ path: String) throws(LabError) {
        if self == .none { try ServerUser.own(path) }
    }

    /// Throws where they are not to be had here, or don't suffice to work in `folder`.
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

    /// The path under which the agent can start `program`: its own, or that of copies of it and of its guard in `folder`,
    /// where its account may not go to it, as in root's home.
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
        // A program that runs can't be written over.
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
