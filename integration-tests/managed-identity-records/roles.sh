#!/bin/sh
# The least that does what was observed. What the application has not done yet may need more.
# Set these first; PRINCIPAL_… is the object id of an application's managed identity.
set -eu
: "${SUBSCRIPTION:?the id of the subscription}"
: "${RESOURCE_GROUP:?the resource group of the resources}"
providers="/subscriptions/$SUBSCRIPTION/resourceGroups/$RESOURCE_GROUP/providers"

