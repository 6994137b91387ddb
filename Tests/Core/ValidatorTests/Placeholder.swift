// This source file is part of the Outpace project. License: see LICENSE.
