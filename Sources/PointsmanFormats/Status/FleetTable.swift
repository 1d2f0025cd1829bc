import PointsmanCore

/// The instances of an app, a line each: whether each is ready, and where it leads writes.
package enum FleetTable {
    /// One instance's answers, or why there are none.
    package struct Row: Sendable {
        let instance: String
        let isReady: Bool
        let readiness: String
        /// The primary that it leads writes to; nil if it has none, or does not tell.
        let route: PeerRoute?
        let words: String

        /// - Parameters:
        ///   - readiness: the answer of `/readyz`.
        ///   - peer: the answer of `/v1/peer`.
        package init(
            instance: String, readiness: (status: Int, text: String), peer: (status: Int, body: [UInt8])
        ) {
            self.instance = instance
            isReady = readiness.status == 200
            let line = readiness.text.prefix { !$0.isNewline }
            self.readiness = printable(String(line.isEmpty ? "\(readiness.status)" : line), most: 60)
            switch PeerDocument.answer(status: peer.status, body: peer.body) {
            case .routes(let route):
                self.route = route
                words = "\(route.member)"
            case .hasNone: (route, words) = (nil, "no primary")
            case .unclear, .silence: (route, words) = (nil, "it does not tell")
            }
        }

        /// An instance that did not answer.
        package init(instance: String, silence: String) {
            self.instance = instance
            (isReady, readiness, route, words) = (false, "no answer: \(printable(silence, most: 60))", nil, "")
        }
    }

    /// Whether all are ready and lead to one server on one timeline.
    package static func isOne(_ rows: [Row]) -> Bool {
        guard let first = rows.first?.route else { return false }
        return rows.allSatisfy { row in
            row.isReady && row.route?.member == first.member && row.route?.timeline == first.timeline
                && row.route?.systemIdentifier == first.systemIdentifier
        }
    }

    package static func text(_ rows: [Row]) -> String {
        let head = ["INSTANCE", "WRITES GO TO", "TIMELINE", "READINESS"]
        let cells = rows.map { [$0.instance, $0.words, $0.route.map { "\($0.timeline)" } ?? "", $0.readiness] }
        let widths = head.indices.map { column in ([head] + cells).map { $0[column].count }.max() ?? 0 }
        return ([head] + cells).map { line in
            let padded = zip(line, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(
                separator: "  ")
            return String(padded.reversed().drop { $0 == " " }.reversed()) + "\n"
        }.joined()
    }
}
