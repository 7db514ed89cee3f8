#include "CNumberText.h"
