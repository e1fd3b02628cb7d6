"""What becomes of costs when an account goes into another one."""

from hourglass.customers.estate import Belonging, declare
from hourglass.insight.models import CostEntry

declare(Belonging(CostEntry))
