/// The ranges that a check's figures are compared with, each for one figure: `[FIGURE=]RANGE`.
package struct PluginThresholds: Equatable, Sendable {
    private struct Threshold: Equatable {
        /// The figure's name; nil for the check's main figure.
        let figure: String?
        let range: PluginRange
    }

    private var warning: [Threshold]
    private var critical: [Threshold]

    package static let none = PluginThresholds(warning: [], critical: [] as [Threshold])

    private init(warning: [Threshold], critical: [Threshold]) {
        self.warning = warning
        self.critical = critical
    }

    package init(warning: [String], critical: [String]) throws(PluginRangeError) {
        self.init(warning: try Self.read(warning), critical: try Self.read(critical))
    }

    /// The check's line with the ranges in its figures, and with the state that results from them if that is worse.
    /// Throws if a figure does not exist.
    /// - Parameter defaults: the ranges that apply to figures, and to the two levels, for which none is given.
    package func applied(
        to line: PluginLine, main: String?, defaults: PluginThresholds = .none
    ) throws(PluginRangeError) -> PluginLine {
        let figures = line.performance.map(\.label)
        // A check that knows nothing has no figures, and its state says so.
        guard !figures.isEmpty || line.state != .unknown else { return line }
        var performance = line.performance
        var alerts: [String] = []
        var state = line.state
        for (given, standard, level) in [
            (warning, defaults.warning, PluginLine.State.warning), (critical, defaults.critical, .critical),
        ] {
            for threshold in standard + given {
                guard let figure = threshold.figure ?? main, let index = figures.firstIndex(of: figure) else {
                    throw PluginRangeError(figure: threshold.figure ?? "\(threshold.range.text)", amongst: figures)
                }
                performance[index][level] = threshold.range
            }
            for datum in performance {
                guard let range = datum[level], let value = datum.value, range.alerts(at: value) else { continue }
                alerts.append("\(datum.label) is \(datum.figure), \(level.word.lowercased()) range \(range.text)")
                if state != .unknown { state = max(state, level) }
            }
        }
        return PluginLine(
            line.service, state, ([line.sentence] + alerts).joined(separator: "; "), performance: performance)
    }

    private static func read(_ texts: [String]) throws(PluginRangeError) -> [Threshold] {
        var thresholds: [Threshold] = []
        for text in texts {
            let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            thresholds.append(
                Threshold(
                    figure: halves.count == 2 ? String(halves[0]) : nil,
                    range: try PluginRange(String(halves.last ?? ""))))
        }
        return thresholds
    }
}

extension PerformanceDatum {
    /// The range of one of the two levels.
    fileprivate subscript(level: PluginLine.State) -> PluginRange? {
        get { level == .warning ? warning : critical }
        set { if level == .warning { warning = newValue } else { critical = newValue } }
    }
}
