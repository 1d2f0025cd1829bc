import PointsmanCore

/// The members: a card for each in its region, and a table with all figures.
extension LivePage {
    static let memberHead = [
        "Member", "Name", "Region", "Standing", "Takes", "Timeline", "LSN", "Lag", "Staleness", "Round trip",
    ]
    static let poolHead = ["Database", "User", "Clients", "cl_waiting", "maxwait", "Servers in use", "Servers idle"]

    /// A region's members; nil is of those whose region is not known.
    private struct Place {
        let region: Region?
        var members: [MemberStatus]
    }

    private var places: [Place] {
        var places: [Place] = []
        for member in status.members {
            if let known = places.firstIndex(where: { $0.region == member.member.region }) {
                places[known].members.append(member)
            } else {
                places.append(Place(region: member.member.region, members: [member]))
            }
        }
        return places.sorted { ($0.region?.code ?? "~") < ($1.region?.code ?? "~") }
    }

    var map: HTML {
        let boxes = places.map { place -> HTML in
            let cards = place.members.map(card)
            let here: HTML =
                place.region == nil || place.region != region ? "" : "<span class=\"here\">this instance</span>"
            return """
                <div class="place"><h3>\(place.region?.code ?? (places.count == 1 ? "Cluster" : "No region known"))\(here)</h3>
                <ul>\(cards)</ul></div>
                """
        }
        guard !boxes.isEmpty else { return "<p>No member is known yet.</p>" }
        return "<div class=\"places\">\(boxes)</div>"
    }

    private func card(_ member: MemberStatus) -> HTML {
        let marks = traffic(of: member).map { mark -> HTML in "<span class=\"mark\">\(mark)</span>" }
        let name: HTML = member.member.name.text.map { "<span class=\"name\">\($0)</span>" } ?? ""
        let lag: HTML = status.lagBytes(of: member).map { "<span class=\"lag\">lag \(Self.bytes($0))</span>" } ?? ""
        return """
            <li class="member \(tone(of: member).rawValue)"><span class="address">\("\(member.member.id)")</span>\(name)\
            <span class="standing">\(member.standing.text)</span>\(lag)\(marks)</li>
            """
    }

    var memberRows: [HTML] {
        status.members.map { member in
            let report = member.report
            let cells: [String?] = [
                member.member.name.text, member.member.region?.code, member.standing.text,
                traffic(of: member).joined(separator: ", "), report?.timeline.map { "\($0)" },
                report?.lsn.map { "\($0)" }, status.lagBytes(of: member).map(Self.bytes),
                report?.staleness.map { "\($0.wholeMilliseconds) ms" },
                member.roundTrip.map { "\($0.wholeMicroseconds) µs" },
            ]
            let others = cells.map { cell -> HTML in
                let text = cell ?? ""
                return "<td>\(text.isEmpty ? "–" : text)</td>"
            }
            return "<tr><th scope=\"row\">\("\(member.member.id)")</th>\(others)</tr>"
        }
    }

    private func traffic(of member: MemberStatus) -> [String] {
        [
            status.setting?.writes.member == member.member.id
                ? (status.isConfirmed ? "writes" : "writes, not confirmed") : nil,
            status.setting?.reads == member.member.id ? "reads" : nil,
        ].compactMap(\.self)
    }

    private func tone(of member: MemberStatus) -> Tone {
        switch member.standing {
        case .writable, .standby: .good
        case .readOnly: .warning
        case .unknown(nil): .unsure
        case .unknown, .foreign, .stale: .bad
        }
    }

    var poolRows: [HTML] {
        answers.pools.filter { $0.database != "pgbouncer" }.map { pool in
            let waits = pool.clientsWaiting > 0
            let waiting: HTML = waits ? Self.badge("\(pool.clientsWaiting)", .warning) : "0"
            return """
                <tr><th scope="row">\(pool.database)</th><td>\(pool.user)</td><td>\(pool.clientsActive)</td><td>\(waiting)</td>\
                <td>\(waits ? "\(pool.longestWait.wholeMilliseconds) ms" : "–")</td><td>\(pool.serversActive)</td>\
                <td>\(pool.serversIdle + pool.serversUsed)</td></tr>
                """
        }
    }

    /// A number of bytes with its unit, to three digits.
    private static func bytes(_ count: UInt64) -> String {
        guard count >= 10_000 else { return "\(count) B" }
        let (unit, name): (UInt64, String) =
            count >= 10 << 30 ? (1 << 30, "GiB") : count >= 10 << 20 ? (1 << 20, "MiB") : (1 << 10, "KiB")
        return "\(count / unit) \(name)"
    }
}
