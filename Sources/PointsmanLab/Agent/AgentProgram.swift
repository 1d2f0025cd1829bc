import Glibc

/// The program to start as the agent: `pointsman run`, or another program with the same contract (`run --config FILE`).
package struct AgentProgram: Sendable, Equatable {
    package let path: String
    /// Further lines of `[pointsman]`.
    package var keys: [String]

    package let privileges: AgentPrivileges

    package init(path: String, keys: [String] = [], privileges: AgentPrivileges = .none) {
        self.path = path
        self.keys = keys
        self.privileges = privileges
    }

    /// The `pointsman` in this program's folder.
    package static func besideThisProgram(_ privileges: AgentPrivileges) throws(LabError) -> AgentProgram {
        let own = try OwnProgram.path()
        let folder = own[..<(own.lastIndex(of: "/") ?? own.endIndex)]
        return AgentProgram(path: "\(folder)/pointsman", privileges: privileges)
    }

    /// Throws if there is no program to start.
    func check() throws(LabError) {
        guard access(path, X_OK) == 0 else {
            throw LabError("there is no program \(path): `swift build` makes the agent, --agent names another one")
        }
    }
}
