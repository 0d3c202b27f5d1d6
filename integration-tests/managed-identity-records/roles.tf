# The least that does what was observed. What the application has not done yet may need more.

variable "subscription_id" {
  type        = string
  description = "The id of the subscription."
}

variable "resource_group" {
  type        = string
  description = "The resource group of the resources."
}

locals {
  group = "/subscriptions/${var.subscription_id}/resourceGroups/${var.resource_group}"
}
