import Glibc
import PointsmanLoad

/// The facts of a lab that are chosen once: folders, addresses, ports and passwords. They are written to a file of mode
/// 0600, so that later commands and the lines of the Procfile find the same lab.
package struct LabPlan: Sendable, Equatable {
    /// The app's name in DNS: the servers are `lab.internal`.
    package static let app = "lab"
    /// The name of the app whose instances the agents belong to.
    static let fleet = "web"
    package static let regions = ["iad", "fra", "ams"]
    private static let spareRegion = "gru"

    /// The folder of logs, process ids and the agent's files.
    package let folder: String
    /// The folder of the servers' data and sockets.
    package let dataFolder: String
    package let members: [LabMember]
    /// A further place that no member of the cluster has: for the clone and the foreign server of some drills.
    package let spare: LabMember
    /// The network of the regions; nil if everything is on the loopback interface.
    package let network: RegionNetwork?
    /// The servers' port, the same on every member as PgBouncer and the DNS dialects need it.
    package let port: UInt16
    package let resolverAddress: String
    package let resolverPort: UInt16
    package let poolerPort: UInt16
    package let httpPort: UInt16
    package let appPassword: String
    package let replicatorPassword: String

    /// The last parts of the addresses; the members' are consecutive.
    static let agentNumber = 1
    private static let firstMemberNumber = 11
    private static let resolverNumber = 53

    /// Chooses everything anew for a lab in `folder`, and writes it there.
    /// - Parameter place: the place of servers and DNS; namespaces need root.
    package static func make(in folder: String, at place: LabPlace = .loopback) throws(LabError) -> LabPlan {
        let hasRegions = place != .loopback
        guard !hasRegions || Capabilities.canMakeNamespaces else {
            throw LabError("regions need root (CAP_SYS_ADMIN and CAP_NET_ADMIN): they are network namespaces")
        }
        try Folder.make(folder)
        for name in ["log", "pid", "agent"] { try Folder.make("\(folder)/\(name)") }
        let network = place.delayMilliseconds.map(RegionNetwork.make)
        let loopback = "127.\(Int.random(in: 1...254)).\(Int.random(in: 0...255))"
        let address = { (number: Int) in network?.address(number) ?? "\(loopback).\(number)" }
        let members = zip(1..., regions + [spareRegion]).map { number, region in
            LabMember(
                number: number, region: region, address: address(firstMemberNumber + number - 1),
                machineID: RandomWord.make(digits: 14))
        }
        // In namespaces of their own all ports are free.
        let plan = LabPlan(
            folder: folder, dataFolder: try Folder.makeForData(), members: Array(members.dropLast()),
            spare: members.last!, network: network,
            port: hasRegions ? 5432 : try LoopbackPorts.free(on: members.map(\.address)),
            resolverAddress: address(resolverNumber),
            resolverPort: hasRegions ? 53 : try LoopbackPorts.free(on: [address(resolverNumber)]),
            poolerPort: try LoopbackPorts.free(), httpPort: try LoopbackPorts.free(on: ["127.0.0.1"]),
            appPassword: RandomWord.make(digits: 24), replicatorPassword: RandomWord.make(digits: 24))
        try TextFile.write("*:*:*:app:\(plan.appPassword)\n", to: plan.passfile)
        try TextFile.write(plan.text, to: file(in: folder))
        return plan
    }

    /// The plan of the lab in `folder`; nil if there is none.
    package static func read(from folder: String) -> LabPlan? {
        TextFile.read(file(in: folder)).flatMap { LabPlan(text: $0, folder: folder) }
    }

    /// The words before the command line of a program that is to run at `address`.
    func entering(_ address: String) -> [String] {
        guard let network else { return [] }
        let member = (members + [spare]).first { $0.address == address }
        return network.entering(member?.region ?? RegionNetwork.resolver)
    }

    /// Removes the plan and its passwords, so that the folder holds no lab any more.
    func forget() {
        unlink(passfile)
        unlink(Self.file(in: folder))
    }

    private static func file(in folder: String) -> String { "\(folder)/plan" }
}
