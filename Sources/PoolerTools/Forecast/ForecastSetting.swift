import PointsmanCore
import PointsmanScenarios
import PointsmanSimulation

/// The settings that an outage may depend on: of this program, of the HA manager, and the network.
package enum ForecastSetting: String, CaseIterable, Sendable {
    case detection = "the HA manager's detection"
    case promotion = "the promotion"
    case stop = "the old primary's stop"
    case roundTrip = "the round trip to members"
    case probeInterval = "probe_interval"
    case probeTimeout = "probe_timeout"
    case suspectAfter = "suspect_after"
    case burstInterval = "burst_interval"
    case drainTimeout = "drain_timeout"
    case holdTimeout = "hold_timeout"
    case canaryInterval = "canary_interval"

    /// Whether it can have a part in such an outage.
    func matters(to kind: Scenario.Outage) -> Bool {
        switch self {
        case .detection: kind != .planned
        case .stop: kind == .planned
        default: true
        }
    }

    /// The model with half of this setting; nil if that is not possible.
    func halved(in model: ForecastModel) -> ForecastModel? {
        var model = model
        switch self {
        case .detection: model.detection = model.detection.lowerBound / 2...model.detection.upperBound / 2
        case .promotion: model.promotion = model.promotion / 2
        case .stop: model.stop = model.stop / 2
        case .roundTrip: model.roundTrip = model.roundTrip / 2
        case .probeInterval: model.policy.probeInterval = model.policy.probeInterval / 2
        case .probeTimeout: model.policy.probeTimeout = model.policy.probeTimeout / 2
        case .suspectAfter: model.policy.suspectAfter = model.policy.suspectAfter / 2
        case .burstInterval: model.policy.burstInterval = model.policy.burstInterval / 2
        case .drainTimeout: model.policy.drainTimeout = model.policy.drainTimeout / 2
        case .holdTimeout:
            // Shorter than a drain it is refused by the configuration.
            guard model.policy.holdTimeout / 2 > model.policy.drainTimeout else { return nil }
            model.policy.holdTimeout = model.policy.holdTimeout / 2
        case .canaryInterval:
            guard model.policy.canaryInterval > .zero else { return nil }
            model.policy.canaryInterval = model.policy.canaryInterval / 2
        }
        return model
    }
}
