import Glibc

/// Everything about a lab that is chosen once: folders, addresses, ports and passwords. It is written to one file of
/// mode 0600, so that later commands and the lines of the Procfile find the same lab.
package struct LabPlan: Sendable, Equatable {
    /// The app's name in DNS: the servers are `lab.internal`.
    package static let app = "lab"
    package static let regions = ["iad", "fra", "ams"]

    /// Logs, process ids and the agent's files.
    package let folder: String
    /// The servers' data and sockets.
    package let dataFolder: String
    package let members: [LabMember]
    /// The same on every member, as PgBouncer and the DNS dialects want it.
    package let port: UInt16
    package let resolverAddress: String
    package let resolverPort: UInt16
    package let poolerPort: UInt16
    package let httpPort: UInt16
    package let appPassword: String
    package let replicatorPassword: String

    /// Chooses everything anew for a lab in `folder`, and writes it down there.
    package static func make(in folder: String) throws(LabError) -> LabPlan {
        try Folder.make(folder)
        for name in ["log", "pid", "agent"] { try Folder.make("\(folder)/\(name)") }
        let network = "127.\(Int.random(in: 1...254)).\(Int.random(in: 0...255))"
        let members = zip(1..., regions).map { number, region in
            LabMember(
                number: number, region: region, address: "\(network).\(10 + number)",
                machineID: RandomWord.make(digits: 14))
        }
        let plan = LabPlan(
            folder: folder, dataFolder: try Folder.makeForData(), members: members,
            port: try LoopbackPorts.free(on: members.map(\.address)), resolverAddress: "\(network).53",
            resolverPort: try LoopbackPorts.free(on: ["\(network).53"]),
            poolerPort: try LoopbackPorts.free(on: ["127.0.0.1"]), httpPort: try LoopbackPorts.free(on: ["127.0.0.1"]),
            appPassword: RandomWord.make(digits: 24), replicatorPassword: RandomWord.make(digits: 24))
        try TextFile.write("*:*:*:app:\(plan.appPassword)\n", to: plan.passfile)
        try TextFile.write(plan.text, to: file(in: folder))
        return plan
    }

    /// The lab that was planned in `folder`; nil when there is none.
    package static func read(from folder: String) -> LabPlan? {
        TextFile.read(file(in: folder)).flatMap { LabPlan(text: $0, folder: folder) }
    }

    /// Strikes the plan and its passwords, so that the folder holds no lab any more.
    func forget() {
        unlink(passfile)
        unlink(Self.file(in: folder))
    }

    private static func file(in folder: String) -> String { "\(folder)/plan" }
}
