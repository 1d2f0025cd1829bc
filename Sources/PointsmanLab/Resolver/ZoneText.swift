/// The `.internal` zone with the answers of Fly's resolver, as unbound's `local-data` (unbound.conf(5)).
///
/// AAAA records hold IPv6 addresses: members on the loopback interface, which are IPv4, have IPv4-mapped ones (RFC 4291
/// 2.5.5.2).
enum ZoneText {
    /// The lifetime in seconds, as in Fly's answers.
    static let timeToLive = 5

    /// The lines for `members`, which DNS is to name.
    /// The name with one address that a managed service would give.
    static let endpoint = "writer.\(LabPlan.app).internal"

    /// - Parameters:
    ///   - instances: the addresses of the app's instances, each with an agent.
    ///   - endpoint: what ``endpoint`` leads to, and how long that may be kept, in seconds; nil for nothing.
    static func lines(
        app: String, members: [LabMember], instances: [String] = [], timeToLive: Int = Self.timeToLive,
        endpoint: (address: String, timeToLive: Int)? = nil
    ) -> [String] {
        var records: [(name: String, type: String, data: String)] = []
        for member in members {
            let address = member.address.contains(":") ? member.address : "::ffff:\(member.address)"
            records += [
                ("\(app).internal.", "AAAA", address), ("\(member.region).\(app).internal.", "AAAA", address),
                ("\(member.machineID).vm.\(app).internal.", "AAAA", address),
            ]
        }
        if !members.isEmpty {
            let regions = members.map(\.region).joined(separator: ",")
            let machines = members.map { "\($0.machineID) \($0.region)" }.joined(separator: ",")
            records += [
                ("regions.\(app).internal.", "TXT", "\"\(regions)\""),
                ("vms.\(app).internal.", "TXT", "\"\(machines)\""),
            ]
        }
        records += instances.map {
            ("\(LabPlan.fleet).internal.", "AAAA", $0.contains(":") ? $0 : "::ffff:\($0)")
        }
        let writer = endpoint.map { to in
            "local-data: '\(Self.endpoint). \(to.timeToLive) IN \(to.address.contains(":") ? "AAAA" : "A") \(to.address)'"
        }
        return ["local-zone: \"internal.\" static"]
            + records.map { "local-data: '\($0.name) \(timeToLive) IN \($0.type) \($0.data)'" }
            + [writer].compactMap(\.self)
    }
}
