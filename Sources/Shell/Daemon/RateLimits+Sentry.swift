// This source file is part of the Outpace project. License: see LICENSE.

import Sentry
import Storage

/// The database keeps the sentry's limits.
extension RateLimits: RateLimitStore {}
